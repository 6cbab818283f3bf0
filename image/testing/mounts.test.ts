import { expect, test } from 'vitest';
import { mountsWithin } from './mounts.ts';

const mountinfo = `24 1 252:0 / / rw,relatime - ext4 /dev/vda rw
27 24 0:24 / /tmp rw shared:5 - tmpfs tmpfs rw
55 27 0:4 net:[4026531833] /tmp/docker-a/exec/netns/default rw - nsfs nsfs rw
56 27 0:4 net:[4026531833] /tmp/docker-ab/exec/netns/default rw - nsfs nsfs rw
57 27 0:40 / /tmp/docker-a/exec/a\\040b\\134c rw - tmpfs shm rw
58 57 0:41 / /tmp/docker-a/exec/a\\040b\\134c/d rw - tmpfs shm rw
`;

test('mounts within a folder come with what lies in them first', () => {
  expect(mountsWithin('/tmp/docker-a', mountinfo)).toEqual([
    '/tmp/docker-a/exec/a b\\c/d',
    '/tmp/docker-a/exec/a b\\c',
    '/tmp/docker-a/exec/netns/default',
  ]);
});

test('a folder that is a mount itself, or that has none, has none within', () => {
  expect(mountsWithin('/tmp/docker-ab/exec/netns/default', mountinfo)).toEqual([]);
  expect(mountsWithin('/tmp/docker-ab', '')).toEqual([]);
});
