package dev.aatomic.examples.guide.databases;

// tag::first[]
import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

@Aatomic(using = "billing")
public interface Invoices {

    CompletionStage<Integer> write(long order);
}
// end::first[]
