package dev.aatomic.databases.engine;

/** HSQLDB, in memory. */
public final class HsqldbDatabase extends TestedDatabase {

    static {
        // It runs no method of another class.
        System.setProperty("hsqldb.method_class_names", CommittingProcedure.class.getName() + ".*");
    }

    public HsqldbDatabase(String name) {
        super(name, "jdbc:hsqldb:mem:" + newName() + ";hsqldb.tx=mvcc", user("SA"));
    }

    @Override
    public boolean commitsDefinitions() {
        return true;
    }

    @Override
    public String committingProcedure() {
        return "create procedure commits() modifies sql data language java parameter style java external name"
                + " 'CLASSPATH:" + CommittingProcedure.class.getName() + ".onDefaultConnection'";
    }

    @Override
    public void close() {
        execute("shutdown");
    }
}
