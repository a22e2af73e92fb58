package dev.aatomic.runtime.truth;

import dev.aatomic.testing.Server;

/**
 * What a program runs on.
 *
 * @param server the database
 * @param executor the kind of dispatch executor
 * @param connections how many connections each database has
 * @param closesAfter how many spins after the start {@code close()} is called; below 0 for when everything has ended
 */
record Setup(Server server, ExecutorKind executor, int connections, int closesAfter) {

    boolean closesEarly() {
        return closesAfter >= 0;
    }

    Setup withExecutor(ExecutorKind other) {
        return new Setup(server, other, connections, closesAfter);
    }

    Setup withConnections(int other) {
        return new Setup(server, executor, other, closesAfter);
    }
}
