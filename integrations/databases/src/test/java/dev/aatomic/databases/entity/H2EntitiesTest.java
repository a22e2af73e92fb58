package dev.aatomic.databases.entity;

import dev.aatomic.databases.engine.Engine;

final class H2EntitiesTest extends EntityBlockPromises {

    H2EntitiesTest() {
        super(Engine.H2);
    }
}
