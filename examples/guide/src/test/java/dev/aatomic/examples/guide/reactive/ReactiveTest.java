package dev.aatomic.examples.guide.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.ArrayList;
import java.util.List;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class ReactiveTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();

    /** How many orders were there when a mail was sent. */
    private final List<Integer> mails = new ArrayList<>();

    private Shop shop(Mono<Void> charge) {
        return new ShopAatomic(
                new ReactorShop(
                        transactions,
                        AatomicJooq.dsl(transactions, SQLDialect.H2),
                        customer -> charge,
                        customer -> Mono.fromRunnable(() -> mails.add(database.orders()))),
                transactions);
    }

    @Test
    void eachSubscriptionIsABlock() {
        Mono<Long> order =
                shop(Mono.<Void>empty().publishOn(Schedulers.parallel())).order(1, 7);
        assertThat(database.orders()).isZero();

        StepVerifier.create(order).expectNext(1L).verifyComplete();
        assertThat(database.orders()).isEqualTo(1);
        assertThat(mails).containsExactly(1);
    }

    @Test
    void refusalRollsBackAndArrivesAsItWasThrown() {
        IllegalStateException refused = new IllegalStateException("refused");

        StepVerifier.create(shop(Mono.error(refused)).order(1, 7))
                .verifyErrorSatisfies(failure -> assertThat(failure).isSameAs(refused));
        assertThat(database.orders()).isZero();
        assertThat(mails).isEmpty();
    }

    @Test
    void streamIsReadAsItIsAskedFor() {
        database.execute("insert into orders values (1, 7), (2, 7), (3, 8)");

        StepVerifier.create(shop(Mono.empty()).ordersOf(7), 1)
                .expectNext(1L)
                .thenRequest(5)
                .expectNext(2L)
                .verifyComplete();
    }

    @Test
    void firstItemsCommitWhereTheBodyEndsWithThem() {
        Flux<Integer> rows = Flux.defer(() -> Mono.fromFuture(transactions.submit(
                        connection -> connection.createStatement().executeUpdate("INSERT INTO answer VALUES ('read')")))
                .thenMany(Flux.range(1, 20)));

        StepVerifier.create(EarlyCommit.rolledBack(transactions, () -> rows))
                .expectNextCount(10)
                .verifyComplete();
        Await.until(
                "rolled back", () -> transactions.metrics().database("default").rolledBack() == 1);
        assertThat(database.answers()).isZero();

        StepVerifier.create(EarlyCommit.committed(transactions, () -> rows))
                .expectNextCount(10)
                .verifyComplete();
        assertThat(database.answers()).isEqualTo(1);
    }

    @Test
    void sameWithMutiny() {
        MutinyShop shop = new MutinyShop(transactions);
        Uni<Void> charge = Uni.createFrom().voidItem().emitOn(Infrastructure.getDefaultExecutor());

        assertThat(shop.order(1, 7, charge).await().indefinitely()).isEqualTo(1);
        assertThatThrownBy(() -> shop.order(2, 7, Uni.createFrom().failure(new IllegalStateException("refused")))
                        .await()
                        .indefinitely())
                .hasMessage("refused");
        assertThat(database.orders()).isEqualTo(1);
    }

    @Test
    void sameWithRxJava() {
        RxJavaShop shop = new RxJavaShop(transactions);
        Completable charge = Completable.complete().observeOn(io.reactivex.rxjava3.schedulers.Schedulers.computation());

        assertThat(shop.order(1, 7, charge).blockingGet()).isEqualTo(1);
        assertThatThrownBy(() -> shop.order(2, 7, Completable.error(new IllegalStateException("refused")))
                        .blockingGet())
                .hasMessage("refused");
        assertThat(database.orders()).isEqualTo(1);
    }

    @Test
    void streamOfRxJavaIsUndoneAsAWhole() {
        RxJavaShop shop = new RxJavaShop(transactions);
        Flowable<Long> ids = Flowable.rangeLong(1, 300);

        assertThatThrownBy(() -> shop.orders(ids, 7)
                        .skip(250)
                        .concatMapSingle(order -> Single.error(new IllegalStateException("refused")))
                        .ignoreElements()
                        .blockingAwait())
                .hasMessage("refused");
        assertThat(database.orders()).isZero();
    }
}
