package dev.aatomic.runtime;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.internal.engine.TransactionsBuilder;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.runtime.spi.ConnectionRouting;
import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.runtime.spi.DialectProvider;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * The transactions of an application: its databases, and the threads on which their statements run. One object for the whole
 * application, safe for use by many threads.
 *
 * <p>Its operations apply to the innermost block that is open where they are called; {@link #atomic()} opens a block on that block's
 * database, or on the first one given to the builder.
 *
 * <p>A <em>block</em> is what the user writes: see {@link Atomic}. Its <em>scope</em> ({@link Scope}) is the block while it is open; it is
 * <em>current</em> on a thread while the body, a step or a continuation of the block runs there. A <em>step</em> is a function given to
 * {@link #submit}; a <em>hook</em> is one that runs after the outermost block has ended. A block is <em>broken</em> once something in it
 * has failed: it refuses further statements, and rolls back at its end. A <em>handle</em> is a JDBC object that leads to the block's
 * connection.
 *
 * <p>A <em>dispatch thread</em> is a thread of the {@linkplain Builder#executor executor} on which blocks begin, run their statements and
 * end; if that does not start a task, a thread of this object takes its place.
 *
 * <p>Two such objects know nothing of each other. Inside a block of one, that block is not current for the other. Blocks of the other are
 * outermost there and belong to no block: none waits for them, cancels them, or is broken by them.
 */
public interface Transactions extends Database, AutoCloseable {

    /**
     * Starts the description of an application's transactions.
     *
     * @return a new builder
     */
    static Builder builder() {
        return new TransactionsBuilder();
    }

    /**
     * The same operations, bound to a database.
     *
     * @param name the name given to the builder
     * @return the operations
     * @throws IllegalArgumentException if no database has that name
     */
    Database database(String name);

    /**
     * The counts so far, and how many hold and wait for connections now. Cheap enough to be read every second.
     *
     * @return the counts at this moment
     */
    TransactionMetrics metrics();

    /**
     * Who holds a connection now, who waits for one or for its turn, and what each does: blocks, nested blocks, and steps and connections
     * outside any block. May be asked on any thread at any time, and waits for nobody. Nothing is measured for it unless it is said
     * so: until it is called it costs nothing.
     *
     * <p>A block that is retried is there while one of its attempts is, and between two. One whose hooks run is there until the last of
     * them is over. One that was given up is there until its connection is closed and its caller told. A block without a transaction
     * ({@code SUPPORTS}, {@code NOT_SUPPORTED}, {@code NEVER}) is not there, but what waits for or holds a connection in it is.
     *
     * @return the blocks at this moment; {@code toString()} is text, one line a block
     */
    OpenBlocks blocks();

    /**
     * Refuses new outermost blocks, and waits for the open ones, whose nested blocks and hooks still run. Cancels what is still open
     * after the {@linkplain Builder#closeTimeout close timeout}, or as soon as this thread is interrupted, and ends this object's
     * threads. When it returns the futures of all blocks are complete, though what was attached to them may still run. Closes neither the
     * data sources nor an executor that was given. Calling it again does nothing. Afterwards nothing of this library stays on any thread;
     * an object that is dropped without this call, with no block open, can be collected, and its threads end by themselves.
     *
     * @throws TransactionManagementException inside an open block, a hook, a listener or the condition of a retry, for whose end the
     *     call would wait
     */
    @Override
    void close();

    /**
     * Describes the transactions of an application. {@code database} and {@link #listener} add to what was given before; what every
     * other call sets replaces what was set before. Not safe for use by several threads.
     */
    interface Builder {

        /**
         * Adds a database to those given before. Its pool must be one that tells how many connections it has: HikariCP, Agroal, DBCP 2,
         * one of Tomcat's, Vibur, c3p0 or UCP. The first database given is used where none is named.
         *
         * @param name the name; "default" by custom for the first
         * @param dataSource a pool that this object has to itself
         * @return this
         * @throws IllegalArgumentException if the name was given before, or the number of connections cannot be read from the
         *     data source: use {@link #database(String, DataSource, int)}
         */
        Builder database(String name, DataSource dataSource);

        /**
         * Adds a database to those given before. The first database given is used where none is named.
         *
         * @param name the name; "default" by custom for the first
         * @param dataSource a pool that this object has to itself
         * @param connections how many connections it gives out at most
         * @return this
         * @throws IllegalArgumentException if the name was given before, or the number is not positive
         */
        Builder database(String name, DataSource dataSource, int connections);

        /**
         * Sets SQL that is run on each used connection before it is given back, after COMMIT or ROLLBACK and outside any transaction:
         * {@code DISCARD ALL} on PostgreSQL, for instance, so that no session variable, role, temporary table, advisory lock or cursor of
         * one caller reaches the next. Costs a round trip, and also undoes what the pool itself has set on the connection. A connection on
         * which it fails is thrown away. Replaces the statement given before for the same database.
         *
         * @param name of a database that was added before
         * @param sql the statement; by default none is run
         * @return this
         * @throws IllegalArgumentException if there is no database of this name, or the statement is blank
         */
        Builder connectionResetSql(String name, String sql);

        /**
         * Sets the executor on which blocks begin, run their statements and end, in place of the one given before. Any executor works. By
         * default there is a pool with as many daemon threads as all databases have connections; on JDK 24 and later, from the moment on
         * when all databases are known to be servers, each task has a virtual thread of its own. A database that runs in this process, as
         * H2 in memory, may spin until another of its threads has run, and is not to be called on virtual threads: they could keep that one
         * from running for ever. The workers of a {@link java.util.concurrent.ForkJoinPool} only hand what they are given on to
         * threads of this object: while they wait they run other tasks, and these would find themselves in the scope.
         *
         * @param executor the executor; not shut down by {@link Transactions#close()}
         * @return this
         */
        Builder executor(Executor executor);

        /**
         * Lets only {@link Atomic#durable() durable} blocks, and those with {@code REQUIRES_NEW}, be outermost: a block whose context was
         * lost then fails with {@link TransactionManagementException} instead of becoming a transaction of its own. By default every block
         * may be outermost. This cannot be taken back; calling it again changes nothing.
         *
         * @return this
         */
        Builder requireDurable();

        /**
         * Sets whether rollbacks are told as in Django: a broken block that ended normally rolls back without an exception, and a
         * statement after {@code setRollbackOnly(true)} is refused. Replaces what was set before.
         *
         * @param silentRollback false by default: such a block fails with {@link UnexpectedRollbackException}, and such a statement is run,
         *     and undone with the block
         * @return this
         */
        Builder silentRollback(boolean silentRollback);

        /**
         * Sets whether other libraries' threads get the scope through {@code io.micrometer:context-propagation}, as Reactor and others use
         * it. A task that outlives its block fails on its first statement. What else that library carries is captured where a block is
         * opened, a step submitted, a hook registered and a continuation attached, and is restored when they run, together with what
         * {@link #contextCapture} captures. Replaces what was set before.
         *
         * @param contextPropagation false by default; true needs {@code dev.aatomic:aatomic-context-propagation}
         * @return this
         */
        Builder contextPropagation(boolean contextPropagation);

        /**
         * Sets when outermost blocks take their connection that do not say it themselves, by {@link Atomic#connection} or {@code
         * @Aatomic(connection = …)}. Replaces what was set before.
         *
         * @param acquisition {@link ConnectionAcquisition#EAGER} by default; {@link ConnectionAcquisition#LAZY} where bodies do other
         *     things first, as calling a service
         * @return this
         */
        Builder connectionAcquisition(ConnectionAcquisition acquisition);

        /**
         * Sets how long a block, or a step or connection outside any block, may wait for a connection. Past it the wait ends with
         * {@link CannotCreateTransactionException}, which says who holds the connections; the body did not run, unless the block takes
         * its connection with its first statement. Each attempt of a retry has this time. The time that the pool itself takes to give a connection is not limited by this, but by the pool. Replaces what was
         * set before.
         *
         * @param timeout 30 s by default; kept to some 10 ms. One without a practical end, such as
         *     {@code ChronoUnit.FOREVER.getDuration()}, turns it off
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        Builder connectionTimeout(Duration timeout);

        /**
         * Sets how many may wait for a connection of one database. The next outermost block, or step or connection outside any block, that
         * would have to wait fails at once with {@link CannotCreateTransactionException}, whether its form blocks or not. A block that
         * belongs to an open one, with {@code REQUIRES_NEW} or on another database, waits in any case: the block around it holds a
         * connection until then. A block that takes its connection with its first statement counts from then on: how many bodies run before
         * theirs is not limited. Replaces what was set before.
         *
         * @param maxWaiting 0 if nobody may wait; by default there is no limit
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        Builder maxWaiting(int maxWaiting);

        /**
         * Carries what is bound to a thread, such as a tenant or a security context, to where the code of blocks runs. An executor that
         * does so by itself may capture on the thread of another caller, whose block has given its connection back: see
         * {@link ContextCapture}. Replaces the capture given before, and works together with {@link #contextPropagation}.
         *
         * @param capture captures it where a block is opened, a step submitted, a hook registered and a continuation attached; by
         *     default nothing is
         * @return this
         */
        Builder contextCapture(ContextCapture capture);

        /**
         * Adds knowledge of databases: what their errors mean and what their transactions can do. Asked once for each database, with its
         * first connection; those that were added first are asked first, and the library's own knowledge comes last.
         *
         * @param provider knows some databases
         * @return this
         */
        Builder dialects(DialectProvider provider);

        /**
         * Sets how long COMMIT or ROLLBACK may be in flight. Past it the connection is thrown away; after COMMIT the block fails with
         * {@link CommitOutcomeUnknownException}. Replaces what was set before.
         *
         * @param timeout 30 s by default
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        Builder commitTimeout(Duration timeout);

        /**
         * Sets how long {@link Transactions#close()} waits for open blocks before it cancels them. Replaces what was set before.
         *
         * @param timeout 30 s by default
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        Builder closeTimeout(Duration timeout);

        /**
         * Adds a listener to those given before; it is told what becomes of blocks. With a listener, the times of each block are measured.
         *
         * @param listener the listener; several are told in the order they were added
         * @return this
         */
        Builder listener(TransactionListener listener);

        /**
         * Sets what observes blocks from their opening to their end and is current in their code, as tracing needs it. Replaces the
         * observer given before.
         *
         * @param observer the observer; by default there is none
         * @return this
         */
        Builder observer(BlockObserver observer);

        /**
         * Sets whether {@link Transactions#metrics()} also says how long blocks waited for their connections and held them, for which
         * the clock is read a few times a block. The counts are always there. Replaces what was set before.
         *
         * @param recordMetrics false by default
         * @return this
         */
        Builder recordMetrics(boolean recordMetrics);

        /**
         * Warns in the log, once for each block, when a block holds its connection longer than this, and once when its hooks take longer,
         * and says what it does. A given time also has the warning say in which line the block was opened, for which the stack is looked at
         * as each outermost block is opened; without one the place is the block's name. Replaces the time given before.
         *
         * @param limit the time from which on to warn; 30 s by default, kept to some 10 ms. One without a practical end, such as
         *     {@code ChronoUnit.FOREVER.getDuration()}, turns the warning off
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        Builder warnIfHeldLongerThan(Duration limit);

        /**
         * Sets whether {@link Transactions#blocks()} and flight recordings also tell the SQL text of statements: as it was given to
         * {@code prepareStatement} or {@code execute}, with the question marks in it. The value of a parameter is never told, but what was
         * written into the text itself is. Replaces what was set before.
         *
         * @param recordSql false by default
         * @return this
         */
        Builder recordSql(boolean recordSql);

        /**
         * Sets whether the name of an outermost block is sent to the database as its transaction begins, so that whoever looks at the
         * sessions there, or at the log of slow statements, sees which block it is. On PostgreSQL it is the {@code application_name} of
         * {@code pg_stat_activity} until COMMIT or ROLLBACK, in place of that of the pool's connections, cut after 63 characters, with
         * question marks for what is not printable ASCII. It costs a block a round trip, and none if the isolation is set in one already,
         * or if no statement is sent. Another database is sent nothing, and the log says so once. A nested block has the outermost one's
         * name, and a block in another library's transaction sends none. Replaces what was set before.
         *
         * @param sendBlockNames false by default
         * @return this
         */
        Builder sendBlockNames(boolean sendBlockNames);

        /**
         * Registers a {@link dev.aatomic.runtime.management.TransactionsMXBean} in the platform's MBean server, under
         * {@code dev.aatomic:type=Transactions,name="…"}, from {@link #build} to {@link Transactions#close()}. Until then the transactions
         * are not collected. Needs the module {@code java.management}. Replaces the name given before.
         *
         * @param name a name that no other open transactions have; by default nothing is registered
         * @return this
         * @throws IllegalArgumentException if it is blank
         */
        Builder registerMBean(String name);

        /**
         * Lets blocks of the blocking forms take part in another library's transactions, which are bound to threads. Inside such a
         * transaction, a block whose stage would outlive it fails. Replaces the library given before.
         *
         * @param transactions the other library's transactions; by default there are none
         * @return this
         */
        Builder enclosing(EnclosingTransactions transactions);

        /**
         * Sets what tells a data source that chooses among several by the calling thread, as one that routes readers to a replica, what a
         * connection is for. A connection's {@code setReadOnly} is told to every block that only reads, with or without this.
         *
         * @param routing binds it to the thread where a connection is taken; by default nothing is bound
         * @return this
         */
        Builder connectionRouting(ConnectionRouting routing);

        /**
         * Builds the transactions. Opens no connection.
         *
         * @return the transactions
         * @throws IllegalArgumentException if no database was given, context propagation is wanted and not there, or so is JMX, or a bean
         *     of the given name is registered
         */
        Transactions build();
    }
}
