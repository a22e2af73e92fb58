package dev.aatomic.examples.outbox;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.serializer.GsonSerializer;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The queue of mails, a table of the shop's own database: how a task gets in, and how it is taken out. */
final class Outbox {

    private static final TaskDescriptor<Mail> MAIL = TaskDescriptor.of("mail", Mail.class);

    private Outbox() {}

    /** The task that sends a mail. Its row has the mail's id, and there can be one such row. */
    static SchedulableInstance<Mail> task(Mail mail, Instant when) {
        return MAIL.instance(mail.id()).data(mail).scheduledTo(when);
    }

    // tag::client[]
    /** The way in: a task belongs to the block in which it is scheduled. */
    static SchedulerClient client(Transactions transactions) {
        return SchedulerClient.Builder.create(transactions.dataSource())
                // Else it asks the database what it is, here, where no block is open: an error in the log, and a guess.
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                // Else the rows hold serialized Java objects: who can write a row could run code where it is read.
                .serializer(new GsonSerializer())
                .build();
    }
    // end::client[]

    // tag::worker[]
    /** The way out: takes tasks, on the pool itself, in transactions of its own. */
    static SchedulerBuilder worker(DataSource pool, Consumer<Mail> mailServer) {
        return Scheduler.create(
                        pool,
                        Tasks.oneTime(MAIL)
                                .onFailure(new FailureHandler.ExponentialBackoffFailureHandler<>(Duration.ofSeconds(1)))
                                .execute((task, context) -> mailServer.accept(task.getData())))
                .serializer(new GsonSerializer())
                .pollUsingLockAndFetch(0.5, 1)
                .pollingInterval(Duration.ofSeconds(1))
                .heartbeatInterval(Duration.ofSeconds(15))
                .missedHeartbeatsLimit(4)
                .shutdownMaxWait(Duration.ofSeconds(10));
    }
    // end::worker[]
}
