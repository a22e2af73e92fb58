package dev.aatomic.examples.guide.context;

// tag::first[]
import static dev.aatomic.examples.guide.Tables.ANSWER;
import static java.net.http.HttpResponse.BodyHandlers.ofString;

import dev.aatomic.runtime.Transactions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;
import org.jooq.DSLContext;

final class Questions {

    private final Transactions transactions;
    private final DSLContext dsl;
    private final HttpClient http = HttpClient.newHttpClient();

    Questions(Transactions transactions, DSLContext dsl) {
        this.transactions = transactions;
        this.dsl = dsl;
    }

    CompletableFuture<Integer> ask(HttpRequest request) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .bind(http.sendAsync(request, ofString())) // back in the block from here on
                        .thenCompose(response -> dsl.insertInto(ANSWER, ANSWER.TEXT)
                                .values(response.body())
                                .executeAsync()));
    }
}
// end::first[]
