package dev.aatomic.databases.engine;

/** H2, in memory. */
public final class H2Database extends TestedDatabase {

    public H2Database(String name) {
        super(name, "jdbc:h2:mem:" + newName() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=3000", user("sa"));
    }

    @Override
    public boolean commitsDefinitions() {
        return true;
    }

    @Override
    public String committingProcedure() {
        return "create alias if not exists commits for '" + CommittingProcedure.class.getName() + ".onConnection'";
    }

    @Override
    public void close() {
        execute("shutdown");
    }
}
