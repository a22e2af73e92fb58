package dev.aatomic.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** db-scheduler's client in a block: a task is scheduled if the block commits. */
final class DbSchedulerTest {

    private static final OneTimeTask<Void> TASK = Tasks.oneTime("mail").execute((instance, context) -> {});

    @RegisterExtension
    final Blocks blocks = new Blocks(Server.POSTGRES);

    private SchedulerClient client;

    @BeforeEach
    void schedulers() {
        blocks.database()
                .execute(
                        "create table scheduled_tasks (task_name text not null, task_instance text not null, task_data bytea,"
                                + " execution_time timestamp with time zone not null, picked boolean not null, picked_by text,"
                                + " last_success timestamp with time zone, last_failure timestamp with time zone,"
                                + " consecutive_failures int, last_heartbeat timestamp with time zone, version bigint not null,"
                                + " priority smallint, primary key (task_name, task_instance))");
        client = SchedulerClient.Builder.create(blocks.ofBlock(), TASK)
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .build();
    }

    private List<Integer> scheduled() {
        return blocks.database().integers("select task_instance::int from scheduled_tasks order by 1");
    }

    private boolean schedule(int number) {
        return client.scheduleIfNotExists(TASK.instance("" + number), Instant.now());
    }

    @Test
    void tasksAreScheduledWithTheirBlock() {
        blocks.rolledBack(() -> schedule(1));
        blocks.committed(() -> {
            schedule(2);
            assertThatThrownBy(() -> blocks.transactions().atomic().run(() -> {
                        schedule(3);
                        throw new IllegalStateException("undoes the savepoint");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            schedule(4);
        });

        assertThat(scheduled()).containsExactly(2, 4);
    }

    @Test
    void aContinuationSchedulesInItsBlock() {
        Await.value(blocks.transactions()
                .atomic()
                .getStageAsync(
                        () -> blocks.transactions().submit(connection -> 1).thenApply(number -> schedule(number))));

        assertThat(scheduled()).containsExactly(1);
    }

    @Test
    void outsideOfBlocksItIsRefused() {
        assertThatThrownBy(() -> schedule(1)).hasRootCauseInstanceOf(NoTransactionException.class);
    }

    /** It asks the database which one it is as it is built, and takes no refusal for an answer. */
    @Test
    void aClientThatIsBuiltOutsideOfBlocksDoesNotKnowItsDatabase() {
        SchedulerClient unsure =
                SchedulerClient.Builder.create(blocks.ofBlock(), TASK).build();

        blocks.rolledBack(() -> unsure.scheduleIfNotExists(TASK.instance("1"), Instant.now()));
        blocks.committed(() -> unsure.scheduleIfNotExists(TASK.instance("2"), Instant.now()));

        assertThat(scheduled()).containsExactly(2);
    }

    @Test
    void oneClientForInsideAndOutsideOfBlocks() {
        SchedulerClient both = SchedulerClient.Builder.create(
                        blocks.transactions().dataSource(blocks.pool()), TASK)
                .build();

        both.scheduleIfNotExists(TASK.instance("1"), Instant.now());
        blocks.rolledBack(() -> both.scheduleIfNotExists(TASK.instance("2"), Instant.now()));

        assertThat(scheduled()).containsExactly(1);
    }
}
