package dev.aatomic.databases;

import dev.aatomic.databases.engine.Engine;

final class DerbyTest extends BlockPromises {

    DerbyTest() {
        super(Engine.DERBY);
    }
}
