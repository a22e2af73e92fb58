package dev.aatomic.examples.guide.reactive;

import dev.aatomic.runtime.Transactions;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stores an answer, and gives it back in each of the types; refuses one that is empty, once it is stored. */
final class StoredEveryType implements EveryType {

    private final Transactions transactions;

    StoredEveryType(Transactions transactions) {
        this.transactions = transactions;
    }

    private CompletableFuture<String> store(String answer) {
        return transactions.submit(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO answer VALUES (?)")) {
                statement.setString(1, answer);
                statement.executeUpdate();
            }
            if (answer.isEmpty()) {
                throw new IllegalArgumentException("an empty answer");
            }
            return answer;
        });
    }

    @Override
    public Flow.Publisher<String> flowPublisher(String answer) {
        return FlowAdapters.toFlowPublisher(mono(answer));
    }

    @Override
    public Publisher<String> publisher(String answer) {
        return mono(answer);
    }

    @Override
    public Mono<String> mono(String answer) {
        return Mono.fromFuture(() -> store(answer));
    }

    @Override
    public Flux<String> flux(String answer) {
        return mono(answer).flux();
    }

    @Override
    public Uni<String> uni(String answer) {
        return Uni.createFrom().completionStage(() -> store(answer));
    }

    @Override
    public Multi<String> multi(String answer) {
        return uni(answer).toMulti();
    }

    @Override
    public Single<String> single(String answer) {
        return Single.defer(() -> Single.fromCompletionStage(store(answer)));
    }

    @Override
    public Maybe<String> maybe(String answer) {
        return single(answer).toMaybe();
    }

    @Override
    public Completable completable(String answer) {
        return single(answer).ignoreElement();
    }

    @Override
    public Flowable<String> flowable(String answer) {
        return single(answer).toFlowable();
    }

    @Override
    public Observable<String> observable(String answer) {
        return single(answer).toObservable();
    }
}
