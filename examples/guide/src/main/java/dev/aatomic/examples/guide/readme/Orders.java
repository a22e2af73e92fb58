package dev.aatomic.examples.guide.readme;

// tag::interface[]
import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

@Aatomic
public interface Orders {
    CompletionStage<Receipt> place(Order order);
}
// end::interface[]
