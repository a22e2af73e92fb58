package dev.aatomic.databases.entity;

import dev.aatomic.databases.engine.Engine;

final class DerbyEntitiesTest extends EntityBlockPromises {

    DerbyEntitiesTest() {
        super(Engine.DERBY);
    }
}
