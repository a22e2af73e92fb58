package dev.aatomic.databases;

import dev.aatomic.databases.engine.Engine;

final class HsqldbTest extends BlockPromises {

    HsqldbTest() {
        super(Engine.HSQLDB);
    }
}
