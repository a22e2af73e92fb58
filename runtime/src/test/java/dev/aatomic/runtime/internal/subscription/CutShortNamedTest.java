package dev.aatomic.runtime.internal.subscription;

import static dev.aatomic.runtime.internal.subscription.StreamFixtures.end;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.ValueObserver;
import dev.aatomic.testing.Await;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a subscriber does to its block rolls it back, whatever {@code noRollbackFor} names: that is for failures of the body. */
@Tag("G7")
@Tag("G8")
@Tag("rooms")
final class CutShortNamedTest {

    @RegisterExtension
    final StreamFixtures streams = new StreamFixtures();

    /** Where the block runs. */
    enum Dispatch {
        POOL,
        /** On the thread that opens it or goes on with it, as far as it comes, so that it could end before anybody else can act. */
        DIRECT;

        Transactions transactions(StreamFixtures streams) {
            Executor direct = Runnable::run;
            UnaryOperator<Transactions.Builder> settings =
                    builder -> this == DIRECT ? builder.executor(direct) : builder;
            return streams.fixtures.transactions(streams.database, settings);
        }
    }

    /** The block commits for whatever is thrown. */
    private static Atomic named(Transactions transactions) {
        return transactions.atomic().noRollbackFor(Throwable.class);
    }

    private Flow.Publisher<Integer> inserting(Transactions transactions) {
        return named(transactions).getPublisher(() -> {
            transactions.submit(insert(1)).join();
            return streams.source;
        });
    }

    private void expectRolledBack(Transactions transactions) {
        Await.until(
                "the block has ended",
                () -> transactions.metrics().database("default").rolledBack()
                                + transactions.metrics().database("default").committed()
                        == 1);
        assertThat(streams.database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void cancelledStreamIsRolledBack(Dispatch dispatch) {
        Transactions transactions = dispatch.transactions(streams);
        RecordingSubscriber subscriber = streams.subscribe(inserting(transactions), 1);
        Await.latch(streams.source.subscribed);
        subscriber.subscription().cancel();

        expectRolledBack(transactions);
        Await.latch(streams.source.cancelled);
        assertThat(subscriber.end).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void streamThatIsCancelledWhileItIsOpenedIsRolledBack(Dispatch dispatch) {
        Transactions transactions = dispatch.transactions(streams);
        RecordingSubscriber subscriber = new RecordingSubscriber(1);
        streams.source.onRequest = count -> subscriber.subscription().cancel();
        inserting(transactions).subscribe(subscriber);

        expectRolledBack(transactions);
        Await.latch(streams.source.cancelled);
        assertThat(subscriber.end).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void streamOfASubscriberThatThrowsIsRolledBack(Dispatch dispatch) {
        Transactions transactions = dispatch.transactions(streams);
        RecordingSubscriber subscriber = streams.subscribe(inserting(transactions), 1);
        Await.latch(streams.source.subscribed);
        IllegalStateException thrown = new IllegalStateException("the subscriber's");
        subscriber.onItem = item -> {
            throw thrown;
        };

        assertThatThrownBy(() -> streams.source.emit(1)).isSameAs(thrown);
        expectRolledBack(transactions);
    }

    @ParameterizedTest
    @EnumSource
    void streamOfASubscriberThatAsksForNothingIsRolledBack(Dispatch dispatch) {
        Transactions transactions = dispatch.transactions(streams);
        RecordingSubscriber subscriber = streams.subscribe(inserting(transactions), 1);
        Await.latch(streams.source.subscribed);
        subscriber.subscription().request(0);

        assertThat(end(subscriber)).isInstanceOf(IllegalArgumentException.class);
        expectRolledBack(transactions);
    }

    @ParameterizedTest
    @EnumSource
    void cancelledValueIsRolledBack(Dispatch dispatch) {
        Transactions transactions = dispatch.transactions(streams);
        AtomicReference<Runnable> cancellation = new AtomicReference<>();
        openValue(transactions, cancellation, () -> {});
        Await.latch(streams.source.subscribed);
        cancellation.get().run();

        expectRolledBack(transactions);
        Await.latch(streams.source.cancelled);
    }

    @ParameterizedTest
    @EnumSource
    void valueThatIsCancelledWhileItIsOpenedIsRolledBack(Dispatch dispatch) {
        Transactions transactions = dispatch.transactions(streams);
        AtomicReference<Runnable> cancellation = new AtomicReference<>();
        openValue(transactions, cancellation, () -> cancellation.get().run());

        expectRolledBack(transactions);
        Await.latch(streams.source.cancelled);
    }

    private void openValue(Transactions transactions, AtomicReference<Runnable> cancellation, Runnable whenSubscribed) {
        SubscribedBlocks.of(named(transactions))
                .openValue(
                        observer -> {
                            transactions.submit(insert(1)).join();
                            observer.onSubscribe(streams.source::cancel);
                            streams.source.subscribed.countDown();
                            whenSubscribed.run();
                        },
                        new ValueObserver<Integer>() {
                            @Override
                            public void onSubscribe(Runnable given) {
                                cancellation.set(given);
                            }

                            @Override
                            public void onSuccess(Integer value) {
                                throw new AssertionError("told of a value");
                            }

                            @Override
                            public void onError(Throwable failure) {
                                throw new AssertionError("told of a failure", failure);
                            }
                        },
                        CurrentScope.ofThread().get());
    }
}
