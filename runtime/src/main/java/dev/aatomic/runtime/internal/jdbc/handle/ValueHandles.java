package dev.aatomic.runtime.internal.jdbc.handle;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.Ref;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Puts handles around the values that are read and written through the driver's connection, so that they end with their block. A row's id
 * is a plain value, and stays as it is.
 */
final class ValueHandles {

    private ValueHandles() {}

    /**
     * Puts a handle around a value if it needs one.
     *
     * @param opener the handle through which it was reached
     * @param value what the driver returned
     * @param wanted the type that the user is to get
     * @return a handle, or the value itself
     * @throws SQLException what the driver threw
     */
    static @Nullable Object leadBack(ConnectionHandle opener, @Nullable Object value, Class<?> wanted)
            throws SQLException {
        if (value == null || value instanceof DriverObject) {
            return value;
        }
        if (value instanceof Array array && wanted.isAssignableFrom(Array.class)) {
            return new ArrayHandle(opener, array);
        }
        // Drivers have one class for both kinds of characters.
        if (value instanceof NClob clob && (wanted == NClob.class || !isPlainClob(wanted))) {
            return wanted.isAssignableFrom(NClob.class) ? new ForwardingNClob(opener, clob) : value;
        }
        if (value instanceof Clob clob && wanted.isAssignableFrom(Clob.class)) {
            return new ForwardingClob(opener, clob);
        }
        if (value instanceof Blob blob && wanted.isAssignableFrom(Blob.class)) {
            return new ForwardingBlob(opener, blob);
        }
        if (value instanceof SQLXML xml && wanted.isAssignableFrom(SQLXML.class)) {
            return new ForwardingSQLXML(opener, xml);
        }
        if (value instanceof Ref ref && wanted.isAssignableFrom(Ref.class)) {
            return new ForwardingRef(opener, ref);
        }
        if (value instanceof Struct struct && wanted.isAssignableFrom(Struct.class)) {
            return new StructHandle(opener, struct);
        }
        return value instanceof @Nullable Object[] elements
                ? elements(opener, elements)
                : stream(opener, value, wanted);
    }

    private static boolean isPlainClob(Class<?> wanted) {
        return wanted == Clob.class;
    }

    private static Object stream(ConnectionHandle opener, Object value, Class<?> wanted) {
        if (value instanceof InputStream stream && wanted.isAssignableFrom(InputStream.class)) {
            return new InputStreamHandle(opener, stream);
        }
        if (value instanceof Reader reader && wanted.isAssignableFrom(Reader.class)) {
            return new ReaderHandle(opener, reader);
        }
        if (value instanceof OutputStream stream && wanted.isAssignableFrom(OutputStream.class)) {
            return new OutputStreamHandle(opener, stream);
        }
        if (value instanceof Writer writer && wanted.isAssignableFrom(Writer.class)) {
            return new WriterHandle(opener, writer);
        }
        if (value instanceof ResultSetMetaData metaData && wanted.isAssignableFrom(ResultSetMetaData.class)) {
            return new ForwardingResultSetMetaData(opener, metaData);
        }
        if (value instanceof ParameterMetaData metaData && wanted.isAssignableFrom(ParameterMetaData.class)) {
            return new ForwardingParameterMetaData(opener, metaData);
        }
        return value;
    }

    /** The elements of an array or attributes of a structure, in a copy where one of them needs a handle. */
    static @Nullable Object[] elements(ConnectionHandle opener, @Nullable Object[] elements) throws SQLException {
        Class<?> type = elements.getClass().getComponentType();
        if (type != Object.class && type.getName().startsWith("java.lang.")) {
            return elements;
        }
        @Nullable Object[] result = elements;
        for (int i = 0; i < elements.length; i++) {
            @Nullable Object handle = leadBack(opener, elements[i], Object.class);
            if (handle == elements[i]) {
                continue;
            }
            if (result == elements) {
                result = type.isInstance(handle) ? elements.clone() : new @Nullable Object[elements.length];
                System.arraycopy(elements, 0, result, 0, elements.length);
            }
            result[i] = handle;
        }
        return result;
    }
}
