package dev.aatomic.benchmarks.runtime.workload;

import dev.aatomic.benchmarks.runtime.result.Results;

/** Something to measure. */
public interface Workload {

    /**
     * Measures it, all forms in turn.
     *
     * @param plan how long
     * @param results what came of it goes here
     * @throws Exception if anything fails
     */
    void run(Plan plan, Results results) throws Exception;
}
