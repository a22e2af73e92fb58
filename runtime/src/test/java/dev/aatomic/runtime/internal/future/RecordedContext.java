package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.internal.lane.Context;
import java.util.ArrayList;
import java.util.List;

/** A context that notes what it is given, and runs it at once. */
final class RecordedContext implements Context {

    private final List<String> given = new ArrayList<>();

    List<String> given() {
        return given;
    }

    @Override
    public Context opener() {
        return null;
    }

    @Override
    public void execute(Runnable continuation) {
        given.add("now");
        runHere(continuation);
    }

    @Override
    public void executeLater(Runnable continuation) {
        given.add("later");
        runHere(continuation);
    }

    @Override
    public void runsWithoutCaptured(Throwable problem) {
        given.add(problem.getMessage());
    }
}
