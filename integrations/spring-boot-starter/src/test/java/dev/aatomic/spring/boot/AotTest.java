package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AatomicJpaTransactionManager;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PSQLException;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;

/** What Spring writes ahead of time for the auto-configurations compiles, and runs. */
@CompileWithForkedClassLoader
final class AotTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}

    @Test
    void contextWrittenAheadOfTimeRunsBlocks() throws ClassNotFoundException {
        try (TestDatabase database = new TestDatabase(Server.H2);
                AnnotationConfigApplicationContext described = new AnnotationConfigApplicationContext()) {
            TestPropertyValues properties = TestPropertyValues.of(
                    "spring.datasource.url=" + database.url(),
                    "spring.flyway.enabled=false",
                    "spring.jpa.hibernate.ddl-auto=none");
            properties.applyTo(described);
            described.register(Everything.class);
            TestGenerationContext generation = new TestGenerationContext();
            var initializer = new ApplicationContextAotGenerator().processAheadOfTime(described, generation);
            generation.writeGeneratedContent();

            TestCompiler.forSystem().with(generation).compile(compiled -> {
                try (GenericApplicationContext context = new GenericApplicationContext()) {
                    properties.applyTo(context);
                    @SuppressWarnings("unchecked")
                    ApplicationContextInitializer<GenericApplicationContext> written =
                            compiled.getInstance(ApplicationContextInitializer.class, initializer.reflectionName());
                    written.initialize(context);
                    context.refresh();
                    assertThat(context.getBean("transactionManager")).isInstanceOf(AatomicJpaTransactionManager.class);
                    context.getBean(Transactions.class).atomic().run(() -> {
                        context.getBean(JdbcTemplate.class).update("insert into entry values (1)");
                    });
                }
            });

            assertThat(database.rows()).containsExactly(1);
            checkHints(generation.getRuntimeHints());
        }
    }

    private static RuntimeHints ours() {
        RuntimeHints ours = new RuntimeHints();
        new AatomicRuntimeHints().registerHints(ours, AotTest.class.getClassLoader());
        return ours;
    }

    /** J9: what is called by name can be called, and nothing else of the pool. */
    @Test
    void j9HintsOpenNoMethodOfThePoolButThoseThatAreCalled() {
        RuntimeHints ours = ours();

        assertThat(HikariDataSource.class.getMethods())
                .hasSizeGreaterThan(50)
                .filteredOn(method -> RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(method)
                        .test(ours))
                .extracting(Method::getName)
                .containsExactlyInAnyOrder("getMaximumPoolSize", "evictConnection", "getHikariPoolMXBean");
    }

    private static void checkHints(RuntimeHints hints) throws ClassNotFoundException {
        var reflection = RuntimeHintsPredicates.reflection();
        for (RuntimeHints registered : List.of(hints, ours())) {
            assertThat(reflection.onType(HikariDataSource.class)).accepts(registered);
            assertThat(reflection.onMethodInvocation(HikariConfig.class, "getMaximumPoolSize"))
                    .accepts(registered);
            assertThat(reflection.onMethodInvocation(HikariDataSource.class, "evictConnection"))
                    .accepts(registered);
            assertThat(reflection.onMethodInvocation(HikariDataSource.class, "getHikariPoolMXBean"))
                    .accepts(registered);
            assertThat(reflection.onMethodInvocation(HikariPoolMXBean.class, "softEvictConnections"))
                    .accepts(registered);
            assertThat(reflection.onMethodInvocation(HikariPool.class, "evictConnection"))
                    .accepts(registered);
            assertThat(reflection.onFieldAccess("com.zaxxer.hikari.pool.ProxyConnection", "poolEntry"))
                    .accepts(registered);
            assertThat(reflection.onFieldAccess("com.zaxxer.hikari.pool.PoolEntry", "hikariPool"))
                    .accepts(registered);
            assertThat(reflection.onMethodInvocation(BaseConnection.class, "getTransactionState"))
                    .accepts(registered);
            assertThat(reflection.onMethodInvocation(PSQLException.class, "getServerErrorMessage"))
                    .accepts(registered);
            assertThat(reflection.onMethodInvocation(JpaTransactionManager.class, "getDataSource"))
                    .accepts(registered);
        }
    }
}
