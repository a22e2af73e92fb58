package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.annotation.EnableBatchProcessing;
import org.springframework.batch.core.configuration.annotation.EnableJdbcJobRepository;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.PlatformTransactionManager;

/** Spring Batch on the transaction manager: its own records, and steps in chunks in which blocks take part. */
final class SpringBatchTest {

    private static final IllegalStateException REFUSED = new IllegalStateException("The last item is refused");

    @Configuration(proxyBeanMethods = false)
    @EnableBatchProcessing
    @EnableJdbcJobRepository
    static class Batch {

        @Bean
        Object batchTables(HikariDataSource dataSource) {
            String url = dataSource.getJdbcUrl();
            String database = url.startsWith("jdbc:h2:") ? "h2" : "postgresql";
            new ResourceDatabasePopulator(
                            new ClassPathResource("org/springframework/batch/core/schema-" + database + ".sql"))
                    .execute(dataSource);
            return "batchTables";
        }

        /** Opens an account for each item, and a block for its twin, by chunks of two. */
        @Bean
        Job job(JobRepository jobs, PlatformTransactionManager manager, Accounts accounts, Transactions transactions) {
            return new JobBuilder("accounts", jobs)
                    .start(new StepBuilder("open", jobs)
                            .<Integer, Integer>chunk(2)
                            .transactionManager(manager)
                            .reader(new ListItemReader<>(List.of(1, 2, 3, 4)))
                            .writer(chunk -> {
                                for (int id : chunk) {
                                    accounts.save(new Account(id, "batch", 0));
                                    transactions
                                            .atomic()
                                            .run(() -> accounts.saveAndFlush(new Account(id + 100, "block", 0)));
                                    if (id == 4) {
                                        throw REFUSED;
                                    }
                                }
                            })
                            .build())
                    .build();
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void chunkIsATransactionInWhichBlocksTakePart(Server server) {
        JpaApplication.run(
                server,
                application -> {
                    JobExecution execution = application
                            .application()
                            .bean(JobOperator.class)
                            .start(application.application().bean(Job.class), new JobParameters());

                    assertThat(execution.getStatus()).isEqualTo(BatchStatus.FAILED);
                    assertThat(execution.getAllFailureExceptions())
                            .anySatisfy(failure -> assertThat(failure).hasRootCause(REFUSED));
                    assertThat(application.rows()).containsExactly("1:0", "2:0", "101:0", "102:0");
                    assertThat(statuses(application)).containsExactly("FAILED");
                },
                Batch.class);
    }

    /** The job and its records are a part of the block, but for the first of them, which Spring Batch commits alone. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void jobThatFailsInABlockRollsItBack(Server server) {
        JpaApplication.run(
                server,
                application -> {
                    assertThatThrownBy(() -> application
                                    .transactions()
                                    .atomic()
                                    .run(() -> application
                                            .application()
                                            .bean(JobOperator.class)
                                            .start(application.application().bean(Job.class), new JobParameters())))
                            .hasStackTraceContaining("is going to roll back");

                    assertThat(application.rows()).isEmpty();
                    assertThat(statuses(application)).containsExactly("STARTING");
                },
                Batch.class);
    }

    private static List<String> statuses(JpaApplication application) {
        return application.oracle().queryForList("select status from batch_job_execution", String.class);
    }
}
