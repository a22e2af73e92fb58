package dev.aatomic.databases;

import dev.aatomic.databases.engine.Engine;

final class MariaDbTest extends BlockPromises {

    MariaDbTest() {
        super(Engine.MARIADB);
    }
}
