package dev.aatomic.databases;

import dev.aatomic.databases.engine.Engine;

final class Postgres14Test extends BlockPromises {

    Postgres14Test() {
        super(Engine.POSTGRESQL_14);
    }
}
