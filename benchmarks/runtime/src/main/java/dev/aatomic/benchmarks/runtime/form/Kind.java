package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** The forms. */
public enum Kind {
    HAND("hand-written, blocking"),
    HAND_ASYNC("hand-written, asynchronous"),
    HAND_ASYNC_AT_ONCE("hand-written, asynchronous, exit at once"),
    OURS("Atomic.getStageAsync"),
    OURS_BLOCKING("Atomic.getAsync"),
    GENERATED("generated class"),
    MONO("ReactorBlocks.mono"),
    UNI("MutinyBlocks.uni"),
    SINGLE("RxJavaBlocks.single"),
    SPRING("Spring TransactionTemplate"),
    SPRING_PROXY("Spring @Transactional"),
    JOOQ("jOOQ"),
    JDBI("Jdbi"),
    MICRONAUT("Micronaut Data"),
    VERTX_JDBC("Vert.x JDBC"),
    VERTX("Vert.x PostgreSQL"),
    R2DBC("Spring R2DBC");

    private final String title;

    Kind(String title) {
        this.title = title;
    }

    /** The name in tables. */
    public String title() {
        return title;
    }

    /** All but the reactive ones, which are a workload of their own. */
    public static List<Kind> all() {
        List<Kind> kinds = new ArrayList<>(List.of(values()));
        kinds.removeAll(List.of(MONO, UNI, SINGLE));
        return kinds;
    }

    /** All but those without JDBC, which speak to PostgreSQL themselves, on threads and with a pool of their own. */
    public static List<Kind> withJdbc() {
        List<Kind> kinds = all();
        kinds.removeAll(List.of(VERTX, R2DBC));
        return kinds;
    }

    /** The reactive ones, beside the one that they are compared with. */
    public static List<Kind> reactive() {
        return List.of(OURS, MONO, UNI, SINGLE);
    }

    /**
     * The form over a pool and an executor; those without JDBC take from the pool how many connections, and where to.
     *
     * @param pool the pool
     * @param executor the executor
     * @return the form
     */
    public Form create(HikariDataSource pool, Executor executor) {
        return switch (this) {
            case HAND -> new HandWritten(pool, executor);
            case HAND_ASYNC -> new HandWrittenAsync(pool, executor, false);
            case HAND_ASYNC_AT_ONCE -> new HandWrittenAsync(pool, executor, true);
            case OURS -> new Ours(pool, executor);
            case OURS_BLOCKING -> new OursBlocking(pool, executor);
            case GENERATED -> new OursGenerated(pool, executor);
            case MONO -> new OursMono(pool, executor);
            case UNI -> new OursUni(pool, executor);
            case SINGLE -> new OursSingle(pool, executor);
            case SPRING -> new SpringTemplate(pool, executor);
            case SPRING_PROXY -> new SpringProxy(pool, executor);
            case JOOQ -> new JooqForm(pool, executor);
            case JDBI -> new JdbiForm(pool, executor);
            case MICRONAUT -> new MicronautForm(pool, executor);
            case VERTX_JDBC -> new VertxJdbcForm(pool, executor);
            case VERTX -> new VertxForm(pool, executor);
            case R2DBC -> new R2dbcForm(pool, executor);
        };
    }
}
