package dev.aatomic.databases.entity;

import dev.aatomic.databases.engine.Engine;

final class MariaDbEntitiesTest extends EntityBlockPromises {

    MariaDbEntitiesTest() {
        super(Engine.MARIADB);
    }
}
