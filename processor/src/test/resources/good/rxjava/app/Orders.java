package app;

import dev.aatomic.Aatomic;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;

/** Orders, in all types of RxJava. */
@Aatomic
public interface Orders {

    Single<Long> place(String customer, int amount);

    Maybe<String> customerOf(long order);

    Completable cancel(long order);

    Flowable<String> ofCustomer(String customer);

    Observable<Long> changes();

    <T> Single<T> one(Maybe<? extends T> maybe);
}
