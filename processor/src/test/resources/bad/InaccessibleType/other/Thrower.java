package other;

public interface Thrower {
    void read() throws HiddenException;
}

class HiddenException extends java.io.IOException {}
