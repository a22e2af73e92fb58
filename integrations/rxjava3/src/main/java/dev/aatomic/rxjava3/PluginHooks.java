package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.functions.BiFunction;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/** The functions that carry the scope, in RxJava's places for such functions. */
@SuppressWarnings({"rawtypes", "unchecked"}) // as RxJava's signatures are
final class PluginHooks {

    /** Makes of an observer one that is told in a scope. */
    private interface Scoped<O> {

        O in(Object scope, O observer);
    }

    private volatile boolean isEnabled = true;
    private final List<PluginHook<?>> hooks;

    /** Sets all of them. */
    PluginHooks() {
        hooks = List.of(
                new PluginHook<>(
                        RxJavaPlugins::getScheduleHandler, RxJavaPlugins::setScheduleHandler, this::scheduleHandler),
                this.<Single, SingleObserver>onSubscribe(
                        RxJavaPlugins::getOnSingleSubscribe,
                        set -> RxJavaPlugins.setOnSingleSubscribe((BiFunction) set),
                        (scope, observer) -> new ScopedSingleObserver<>(observer, scope)),
                this.<Maybe, MaybeObserver>onSubscribe(
                        RxJavaPlugins::getOnMaybeSubscribe,
                        set -> RxJavaPlugins.setOnMaybeSubscribe((BiFunction) set),
                        (scope, observer) -> new ScopedMaybeObserver<>(observer, scope)),
                this.<Completable, CompletableObserver>onSubscribe(
                        RxJavaPlugins::getOnCompletableSubscribe,
                        set -> RxJavaPlugins.setOnCompletableSubscribe((BiFunction) set),
                        (scope, observer) -> new ScopedCompletableObserver(observer, scope)),
                this.<Flowable, Subscriber>onSubscribe(
                        RxJavaPlugins::getOnFlowableSubscribe,
                        set -> RxJavaPlugins.setOnFlowableSubscribe((BiFunction) set),
                        (scope, subscriber) -> new ScopedSubscriber<>(subscriber, scope)),
                this.<Observable, Observer>onSubscribe(
                        RxJavaPlugins::getOnObservableSubscribe,
                        set -> RxJavaPlugins.setOnObservableSubscribe((BiFunction) set),
                        (scope, observer) -> new ScopedObserver<>(observer, scope)));
    }

    /** Puts back what was there before. */
    void takeBack() {
        isEnabled = false;
        hooks.forEach(PluginHook::takeBack);
    }

    private Function<? super Runnable, ? extends Runnable> scheduleHandler(
            @Nullable Function<? super Runnable, ? extends Runnable> before) {
        return scheduled -> {
            Runnable task = before == null ? scheduled : before.apply(scheduled);
            Object scope = isEnabled ? CarriedScope.current() : null;
            return scope == null ? task : new ScopedTask(task, scope);
        };
    }

    private <S, O> PluginHook<BiFunction<? super S, ? super O, ? extends O>> onSubscribe(
            Supplier<@Nullable BiFunction<? super S, ? super O, ? extends O>> getter,
            Consumer<@Nullable BiFunction<? super S, ? super O, ? extends O>> setter,
            Scoped<O> scoped) {
        return new PluginHook<>(getter, setter, before -> (source, subscribing) -> {
            O observer = before == null ? subscribing : before.apply(source, subscribing);
            Object scope = isEnabled ? CarriedScope.current() : null;
            return scope == null ? observer : scoped.in(scope, observer);
        });
    }
}
