package dev.aatomic.benchmarks.runtime.scope;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One scope on the calling thread, over a driver that does nothing: what is left is what the form itself costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ScopeBenchmark {

    /** Which form. */
    @Param({"HAND_ASYNC", "OURS"})
    public Kind kind;

    private HikariDataSource pool;
    private HikariDataSource poolOfEight;
    private Form subject;
    private Form overEight;

    /** Opens the pools. */
    @Setup
    public void open() {
        pool = NoDriver.pool(1);
        poolOfEight = NoDriver.pool(8);
        subject = kind.create(pool, Runnable::run);
        overEight = kind.create(poolOfEight, Runnable::run);
    }

    /** Closes them. */
    @TearDown
    public void close() throws Exception {
        subject.close();
        overEight.close();
        pool.close();
        poolOfEight.close();
    }

    /** A scope without a statement, over a pool of eight, whose end is awaited. */
    @Benchmark
    public Object joined() {
        return overEight.empty().toCompletableFuture().join();
    }

    /** A scope without a statement. */
    @Benchmark
    public Object empty() {
        return subject.empty();
    }

    /** A scope with another nested in it. */
    @Benchmark
    public Object nested() {
        return subject.nested();
    }
}
