package other;

public class Guards {
    protected static class Guard {}
}
