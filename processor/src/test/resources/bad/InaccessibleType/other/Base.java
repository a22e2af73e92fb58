package other;

public interface Base {
    void base(Hidden hidden);
}

class Hidden {}
