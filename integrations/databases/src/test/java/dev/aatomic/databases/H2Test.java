package dev.aatomic.databases;

import dev.aatomic.databases.engine.Engine;

final class H2Test extends BlockPromises {

    H2Test() {
        super(Engine.H2);
    }
}
