package dev.aatomic.examples.guide.containers;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;
import java.util.concurrent.CompletionStage;

/** An interface whose generated class is a bean of Spring's, whatever the processor's option says. */
// tag::model[]
@Aatomic(componentModel = ComponentModel.SPRING)
public interface Accounts {

    CompletionStage<Integer> balance(long account);
}
// end::model[]
