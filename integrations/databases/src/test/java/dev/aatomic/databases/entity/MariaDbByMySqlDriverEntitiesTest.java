package dev.aatomic.databases.entity;

import dev.aatomic.databases.engine.Engine;

final class MariaDbByMySqlDriverEntitiesTest extends EntityBlockPromises {

    MariaDbByMySqlDriverEntitiesTest() {
        super(Engine.MARIADB_BY_MYSQL);
    }
}
