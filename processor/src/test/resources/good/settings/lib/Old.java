package lib;

@Deprecated
public class Old extends Exception {
    private static final long serialVersionUID = 1;
}
