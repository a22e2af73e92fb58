package dev.aatomic.databases.entity;

import dev.aatomic.databases.engine.Engine;

final class SqliteEntitiesTest extends EntityBlockPromises {

    SqliteEntitiesTest() {
        super(Engine.SQLITE);
    }
}
