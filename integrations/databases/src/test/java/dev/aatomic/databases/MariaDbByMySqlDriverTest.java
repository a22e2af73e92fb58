package dev.aatomic.databases;

import dev.aatomic.databases.engine.Engine;

final class MariaDbByMySqlDriverTest extends BlockPromises {

    MariaDbByMySqlDriverTest() {
        super(Engine.MARIADB_BY_MYSQL);
    }
}
