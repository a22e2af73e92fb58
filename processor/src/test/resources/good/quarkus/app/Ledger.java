package app;

public interface Ledger {
    int count();
}
