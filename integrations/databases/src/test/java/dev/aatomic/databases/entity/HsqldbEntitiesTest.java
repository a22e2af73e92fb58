package dev.aatomic.databases.entity;

import dev.aatomic.databases.engine.Engine;

final class HsqldbEntitiesTest extends EntityBlockPromises {

    HsqldbEntitiesTest() {
        super(Engine.HSQLDB);
    }
}
