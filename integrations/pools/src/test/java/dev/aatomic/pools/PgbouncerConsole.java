package dev.aatomic.pools;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The console of a pgbouncer, in PostgreSQL's simple protocol. PostgreSQL's JDBC driver does not reach it: it sets what the console does not
 * know.
 */
final class PgbouncerConsole implements AutoCloseable {

    private static final int PROTOCOL = 3 << 16;
    private static final String NAME = "pgbouncer";
    private static final int LIMIT_MILLISECONDS = 30_000;

    /** In the description of a column, behind its name. */
    private static final int BYTES_OF_ITS_TYPE = 18;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    PgbouncerConsole(int port, String user) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LIMIT_MILLISECONDS);
        in = new DataInputStream(socket.getInputStream());
        // Together: pgbouncer refuses a beginning that comes in parts.
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        byte[] parameters = ("user\0" + user + "\0database\0" + NAME + "\0\0").getBytes(StandardCharsets.UTF_8);
        out.writeInt(2 * Integer.BYTES + parameters.length);
        out.writeInt(PROTOCOL);
        out.write(parameters);
        out.flush();
        answer();
    }

    /** What a command shows: its rows, by the names of the columns. */
    List<Map<String, String>> show(String what) throws IOException {
        byte[] sql = ("SHOW " + what + "\0").getBytes(StandardCharsets.UTF_8);
        out.writeByte('Q');
        out.writeInt(Integer.BYTES + sql.length);
        out.write(sql);
        out.flush();
        return answer();
    }

    private List<Map<String, String>> answer() throws IOException {
        List<String> columns = new ArrayList<>();
        List<Map<String, String>> rows = new ArrayList<>();
        while (true) {
            char type = (char) in.readByte();
            int length = in.readInt() - Integer.BYTES;
            switch (type) {
                case 'T' -> readColumns(columns);
                case 'D' -> rows.add(readRow(columns));
                case 'E' ->
                    throw new IOException("pgbouncer's console refused: "
                            + new String(in.readNBytes(length), StandardCharsets.UTF_8).replace('\0', ' '));
                case 'Z' -> {
                    in.skipNBytes(length);
                    return rows;
                }
                default -> in.skipNBytes(length);
            }
        }
    }

    private void readColumns(List<String> columns) throws IOException {
        int count = in.readShort();
        for (int i = 0; i < count; i++) {
            StringBuilder name = new StringBuilder();
            for (byte next = in.readByte(); next != 0; next = in.readByte()) {
                name.append((char) next);
            }
            in.skipNBytes(BYTES_OF_ITS_TYPE);
            columns.add(name.toString());
        }
    }

    private Map<String, String> readRow(List<String> columns) throws IOException {
        Map<String, String> row = new HashMap<>();
        int count = in.readShort();
        for (int i = 0; i < count; i++) {
            int length = in.readInt();
            if (length >= 0) {
                row.put(columns.get(i), new String(in.readNBytes(length), StandardCharsets.UTF_8));
            }
        }
        return row;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
