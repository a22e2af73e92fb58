package dev.aatomic.databases;

import dev.aatomic.databases.engine.Engine;

final class PostgresTest extends BlockPromises {

    PostgresTest() {
        super(Engine.POSTGRESQL);
    }
}
