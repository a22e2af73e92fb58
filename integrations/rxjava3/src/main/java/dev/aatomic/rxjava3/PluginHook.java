package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function in one of RxJava's places, each of which has a single one: ours, which calls the one that was there before.
 *
 * @param <F> the kind of function
 */
final class PluginHook<F> {

    /**
     * Makes our function.
     *
     * @param <F> the kind of function
     */
    interface Composition<F> {

        /**
         * Makes one that calls another.
         *
         * @param before what to call first; null for nothing
         */
        F over(@Nullable F before);
    }

    private final Supplier<@Nullable F> getter;
    private final Consumer<@Nullable F> setter;
    private final @Nullable F before;
    private final F ours;

    /** Sets it. */
    PluginHook(Supplier<@Nullable F> getter, Consumer<@Nullable F> setter, Composition<F> composition) {
        this.getter = getter;
        this.setter = setter;
        this.before = getter.get();
        this.ours = composition.over(before);
        setter.accept(ours);
    }

    /** Puts back what was there before. If somebody has set another since, that stays: it may well call ours. */
    void takeBack() {
        if (getter.get() == ours && !RxJavaPlugins.isLockdown()) {
            setter.accept(before);
        }
    }
}
