#!/bin/sh
# Makes what docs/compose.yaml needs and nobody else may have, in docs/compose/secrets: a CA, a
# certificate for each node and one for who administrates, passwords. Needs openssl and docker.
#
# KB_ENGINE_PASSWORD and OPENSEARCH_ADMIN_PASSWORD are taken from the environment; without, each is
# made by chance and stands in its file.
set -eu
umask 077
cd "$(dirname "$0")"
if [ -e secrets ]; then
    echo "docs/compose/secrets is there already; remove it to begin anew" >&2
    exit 1
fi
image=$(sed -n 's/^  image: //p' ../compose.yaml)
days=825
made=$(mktemp -d ./secrets.XXXXXX)
trap 'rm -rf "$made"' EXIT
cd "$made"

# sign NAME SUBJECT EXTENSIONS: a key (PKCS 8, as the security plugin wants it) and its certificate.
sign() {
    printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=digitalSignature,keyEncipherment" "$3" >extensions
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out "$1-key.pem"
    openssl req -new -key "$1-key.pem" -subj "$2" |
        openssl x509 -req -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days $days -sha256 \
            -extfile extensions -out "$1.pem" 2>/dev/null
    rm extensions
}

# hash PASSWORD: as the security plugin keeps it.
hash() {
    PASSWORD=$1 docker run --rm --env PASSWORD --entrypoint bash "$image" \
        plugins/opensearch-security/tools/hash.sh -env PASSWORD | grep '^\$2'
}

openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out ca-key.pem
openssl req -x509 -new -key ca-key.pem -sha256 -days 3650 -subj "/O=kunskapsbanken/CN=ca" -out ca.pem
sign admin "/O=kunskapsbanken/CN=admin" "extendedKeyUsage=clientAuth"

printf %s "${KB_ENGINE_PASSWORD:-$(openssl rand -hex 24)}" >password
printf %s "${OPENSEARCH_ADMIN_PASSWORD:-$(openssl rand -hex 24)}" >admin-password
cat >internal_users.yml <<USERS
_meta:
  type: internalusers
  config_version: 2

admin:
  hash: "$(hash "$(cat admin-password)")"
  reserved: true
  backend_roles: [admin]

kunskapsbanken:
  hash: "$(hash "$(cat password)")"
USERS
if [ "$(grep -c 'hash: "\$2' internal_users.yml)" != 2 ]; then
    echo "docker made no hashes of the passwords" >&2
    exit 1
fi

config=/usr/share/opensearch/config/certificates
# In quotes of curl's configuration \ and " stand behind a \.
quoted=$(sed 's/[\\"]/\\&/g' password)
for node in os1 os2 os3; do
    sign $node "/O=kunskapsbanken/CN=$node" \
        "extendedKeyUsage=serverAuth,clientAuth
subjectAltName=DNS:$node,DNS:localhost,IP:127.0.0.1"
    mkdir $node
    mv $node.pem $node/node.pem
    mv $node-key.pem $node/node-key.pem
    cp ca.pem $node/ca.pem
    printf 'user = "kunskapsbanken:%s"\ncacert = "%s"\n' "$quoted" "$config/ca.pem" >$node/curlrc
done
rm -f ca.srl
cd ..
mv "$made" secrets
trap - EXIT
# Containers run as user 1000 and read these files.
[ "$(id -u)" != 0 ] || chown -R 1000:1000 secrets
[ "$(stat -c %u secrets)" = 1000 ] ||
    echo "docs/compose/secrets belongs to you; chown -R 1000:1000 it, as whom containers run" >&2
echo "docs/compose/secrets is ready. Keep ca-key.pem, admin-key.pem and admin-password elsewhere."
