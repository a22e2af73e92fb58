package dev.aatomic.conformance.run;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Watches that the bodies of sibling blocks run one after another, in the order in which the blocks were started. */
final class SiblingGate {

    private final Problems problems;
    private int last = -1;
    private boolean open;

    SiblingGate(Problems problems) {
        this.problems = problems;
    }

    CompletionStage<@Nullable Void> watch(int number, StageBody body) {
        begin(number);
        CompletionStage<@Nullable Void> stage;
        try {
            stage = body.start();
        } catch (Throwable failure) {
            end();
            throw failure;
        }
        return stage.whenComplete((value, failure) -> end());
    }

    private synchronized void begin(int number) {
        if (open || number <= last) {
            problems.add("The body of sibling " + number + " began " + (open ? "inside" : "after") + " that of sibling "
                    + last + ", expected one after another in the order of their start.");
        }
        open = true;
        last = number;
    }

    private synchronized void end() {
        open = false;
    }
}
