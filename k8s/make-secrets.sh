#!/usr/bin/env bash
# Prints the Secrets of the queue: passwords by role, and a certificate of an authority of its own.
#
#   k8s/make-secrets.sh | kubectl apply -f -
#
# Every call makes them anew; docs/operations.md tells how to change them while the fleet works. The
# authority's key is not kept: a new certificate comes with a new authority.
set -euo pipefail

namespace=livecalc
days=825
service="livecalc-nats.$namespace.svc.cluster.local"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

# A letter first: NATS takes what looks like a number for one.
password() { printf 'p%s' "$(openssl rand -hex 24)"; }
encoded() { base64 <"$1" | tr -d '\n'; }

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days "$days" \
  -subj '/CN=livecalc-nats authority' -keyout "$folder/ca.key" -out "$folder/ca.crt" 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \
  -subj '/CN=livecalc-nats' -keyout "$folder/tls.key" -out "$folder/tls.csr" 2>/dev/null
# The servers know each other by the names of the headless Service, and are clients of each other.
names="DNS:$service,DNS:livecalc-nats,DNS:localhost,IP:127.0.0.1"
for server in livecalc-nats-{0,1,2}.livecalc-nats-headless; do
  names+=",DNS:$server,DNS:$server.$namespace.svc.cluster.local"
done
printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$names" >"$folder/extensions"
openssl x509 -req -in "$folder/tls.csr" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -CAcreateserial \
  -days "$days" -extfile "$folder/extensions" -out "$folder/tls.crt" 2>/dev/null

gateway_a="$(password)" gateway_b="$(password)" worker_a="$(password)" worker_b="$(password)"

cat <<YAML
apiVersion: v1
kind: Secret
metadata: {name: livecalc-nats-tls, namespace: $namespace}
type: kubernetes.io/tls
data:
  ca.crt: $(encoded "$folder/ca.crt")
  tls.crt: $(encoded "$folder/tls.crt")
  tls.key: $(encoded "$folder/tls.key")
---
apiVersion: v1
kind: Secret
metadata: {name: livecalc-nats-users, namespace: $namespace}
stringData:
  GATEWAY_PASSWORD_A: $gateway_a
  GATEWAY_PASSWORD_B: $gateway_b
  WORKER_PASSWORD_A: $worker_a
  WORKER_PASSWORD_B: $worker_b
---
apiVersion: v1
kind: Secret
metadata: {name: livecalc-nats-gateway, namespace: $namespace}
stringData:
  url: tls://gateway-a:$gateway_a@$service:4222
  ca.crt: |
$(sed 's/^/    /' "$folder/ca.crt")
---
apiVersion: v1
kind: Secret
metadata: {name: livecalc-nats-worker, namespace: $namespace}
stringData:
  url: tls://worker-a:$worker_a@$service:4222
  ca.crt: |
$(sed 's/^/    /' "$folder/ca.crt")
YAML
