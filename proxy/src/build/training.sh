# The gateway's start, to the moment that it serves and has looked at a directory server, which is not there.
"$(dirname "$java")/keytool" -genkeypair -alias gateway -keyalg EC -groupname secp256r1 -dname CN=localhost -ext san=dns:localhost \
  -validity 2 -storetype PKCS12 -keystore gateway.p12 -storepass training 2>keytool.log
printf training >password
"$(dirname "$java")/keytool" -exportcert -rfc -alias gateway -keystore gateway.p12 -storepass training >server.crt 2>>keytool.log
# The same key as PEM, which keytool does not write.
cat >Key.java <<'JAVA'
class Key {
    public static void main(String[] arguments) throws Exception {
        var password = "training".toCharArray();
        var key = java.security.KeyStore.getInstance(new java.io.File("gateway.p12"), password).getKey("gateway", password);
        System.out.println("-----BEGIN PRIVATE KEY-----");
        System.out.println(java.util.Base64.getMimeEncoder().encodeToString(key.getEncoded()));
        System.out.println("-----END PRIVATE KEY-----");
    }
}
JAVA
"$java" Key.java >server.key
cat >gateway.yaml <<'YAML'
listeners:
  - address: 127.0.0.1:0
    tls: { certificate: server.crt, privateKey: server.key }
  - address: 127.0.0.1:0
    tls: { pkcs12: gateway.p12, passphraseFile: password }
directory: { servers: ["127.0.0.1:1"] }
admin: 127.0.0.1:0
accessLog: access.log
YAML
(program run --config gateway.yaml) >output 2>&1 &
gateway=$!
started="$started $gateway"
tries=0
until grep -q 'ready for clients' output; do
  tries=$((tries + 1))
  [ $tries -lt 300 ] && kill -0 $gateway || { tail -n 5 output; exit 1; }
  sleep 0.1
done
sleep 1
kill $gateway
wait $gateway || true
started=
