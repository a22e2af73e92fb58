package dev.aatomic.runtime.truth;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.testing.Server;

/**
 * What a program runs on.
 *
 * @param server the database
 * @param executor the kind of dispatch executor
 * @param connections how many connections each database has
 * @param connection when blocks take their connection; {@link ConnectionAcquisition#DEFAULT} for one so and the next one so
 * @param closesAfter how many spins after the start {@code close()} is called; below 0 for when everything has ended
 */
record Setup(Server server, ExecutorKind executor, int connections, ConnectionAcquisition connection, int closesAfter) {

    boolean closesEarly() {
        return closesAfter >= 0;
    }

    Setup withExecutor(ExecutorKind other) {
        return new Setup(server, other, connections, connection, closesAfter);
    }

    Setup withConnections(int other) {
        return new Setup(server, executor, other, connection, closesAfter);
    }

    Setup withConnection(ConnectionAcquisition other) {
        return new Setup(server, executor, connections, other, closesAfter);
    }

    /** When a block takes its connection. */
    ConnectionAcquisition connection(BlockPlan block) {
        if (connection != ConnectionAcquisition.DEFAULT) {
            return connection;
        }
        return block.id() % 2 == 0 ? ConnectionAcquisition.LAZY : ConnectionAcquisition.EAGER;
    }
}
