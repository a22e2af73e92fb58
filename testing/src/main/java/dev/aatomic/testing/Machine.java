package dev.aatomic.testing;

import java.util.Locale;

/** The machine that the tests run on. */
public final class Machine {

    private Machine() {}

    /** Whether it runs what was built for Linux on x86-64, as some servers are and for nothing else. */
    public static boolean isLinuxOnX86() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return system.contains("linux") && (processor.equals("amd64") || processor.equals("x86_64"));
    }
}
