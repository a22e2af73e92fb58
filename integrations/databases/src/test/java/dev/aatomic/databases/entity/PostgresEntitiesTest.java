package dev.aatomic.databases.entity;

import dev.aatomic.databases.engine.Engine;

final class PostgresEntitiesTest extends EntityBlockPromises {

    PostgresEntitiesTest() {
        super(Engine.POSTGRESQL);
    }
}
