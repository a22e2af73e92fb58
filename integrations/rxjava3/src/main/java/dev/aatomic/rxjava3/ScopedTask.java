package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.schedulers.SchedulerRunnableIntrospection;

/** What a scheduler runs in the scope in which it was scheduled. */
record ScopedTask(Runnable task, Object scope) implements Runnable, SchedulerRunnableIntrospection {

    @Override
    public void run() {
        CarriedScope.run(scope, task);
    }

    @Override
    public Runnable getWrappedRunnable() {
        return task;
    }
}
