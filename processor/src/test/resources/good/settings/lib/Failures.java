package lib;

public class Failures {
    public static class Soft extends Exception {
        private static final long serialVersionUID = 1;
    }
}
