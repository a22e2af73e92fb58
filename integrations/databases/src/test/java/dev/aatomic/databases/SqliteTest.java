package dev.aatomic.databases;

import dev.aatomic.databases.engine.Engine;

final class SqliteTest extends BlockPromises {

    SqliteTest() {
        super(Engine.SQLITE);
    }
}
