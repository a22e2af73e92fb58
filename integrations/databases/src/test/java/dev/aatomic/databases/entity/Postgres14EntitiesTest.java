package dev.aatomic.databases.entity;

import dev.aatomic.databases.engine.Engine;

final class Postgres14EntitiesTest extends EntityBlockPromises {

    Postgres14EntitiesTest() {
        super(Engine.POSTGRESQL_14);
    }
}
