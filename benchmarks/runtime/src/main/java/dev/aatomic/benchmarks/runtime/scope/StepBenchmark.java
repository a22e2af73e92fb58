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

/** One scope on the calling thread with some statements, over a driver that does nothing: what one statement more costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class StepBenchmark {

    /** Which form. */
    @Param({"HAND", "OURS"})
    public Kind kind;

    /** How many statements. */
    @Param({"1", "11"})
    public int statements;

    private HikariDataSource pool;
    private Form subject;

    /** Opens the pool. */
    @Setup
    public void open() {
        pool = NoDriver.pool(1);
        subject = kind.create(pool, Runnable::run);
    }

    /** Closes it. */
    @TearDown
    public void close() throws Exception {
        subject.close();
        pool.close();
    }

    /** JDBC by the user. */
    @Benchmark
    public Object jdbc() {
        return subject.statements(statements, false);
    }

    /** JDBC by jOOQ. */
    @Benchmark
    public Object jooq() {
        return subject.statements(statements, true);
    }
}
